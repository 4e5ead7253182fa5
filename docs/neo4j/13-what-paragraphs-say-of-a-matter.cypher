// What paragraphs say of a matter
CALL db.index.fulltext.queryNodes('kg_chunks', 'radium AND (ore OR discovered)') YIELD node AS c, score
WHERE c:KgNode
MATCH (c)-[:FROM_DOCUMENT]->(d)
OPTIONAL MATCH (c)<-[:FROM_CHUNK]-(x)
RETURN round(score, 2) AS score, d.name AS document, c.text AS text, collect(x.name) AS entities
ORDER BY score DESC LIMIT 5;
