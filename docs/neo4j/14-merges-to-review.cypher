// Merges to review
MATCH (x:Entity:KgNode)
WHERE size(x.aliases) > 1
RETURN x.name AS name, x.type AS type, x.aliases AS also
ORDER BY size(also) DESC, name LIMIT 20;
