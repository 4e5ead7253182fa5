// Contradictions
MATCH (b:Entity)<-[one]-(x:Person)-[other]->(c:Entity)
WHERE b <> c AND one.predicate IN ['born in', 'die in'] AND one.predicate = other.predicate AND one.id < other.id
RETURN x.name AS who, one.predicate + ' ' + b.name AS one, other.predicate + ' ' + c.name AS other, one.quotes[0] AS quote, other.quotes[0] AS against
UNION
MATCH (c)<-[:OBJECT]-(s:Statement {modality: 'negated'})-[:SUBJECT]->(x:Entity)-[fact]->(b)
WHERE fact.id IS NOT NULL AND s.predicate ENDS WITH ' ' + fact.predicate
MATCH (s)-[said:SUPPORTED_BY]->()
RETURN x.name AS who, fact.predicate + ' ' + b.name AS one, s.predicate + ' ' + c.name AS other, fact.quotes[0] AS quote, said.quote AS against;
