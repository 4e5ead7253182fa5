// Who held which role when
MATCH (who:Entity)-[fact]->(where)
WHERE fact.role IS NOT NULL
RETURN who.name AS who, fact.role AS role, fact.predicate AS predicate, where.name AS where, fact.earliest AS from, fact.latest AS until
ORDER BY from, who;
