// An entity and its facts
CALL db.index.fulltext.queryNodes('kg_entities', 'Marie Curie') YIELD node AS x, score
WHERE x:KgNode
WITH x ORDER BY score DESC LIMIT 1
MATCH (x)-[fact]-(y)
WHERE fact.id IS NOT NULL
RETURN x, fact, y;
