// Find somebody
CALL db.index.fulltext.queryNodes('kg_entities', 'rutherfort~') YIELD node, score
WHERE node:KgNode
RETURN node.name AS name, node.type AS type, node.aliases AS also, round(score, 2) AS score
ORDER BY score DESC LIMIT 10;
