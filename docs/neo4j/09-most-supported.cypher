// Most supported
MATCH (x:Entity)-[fact]->(y)
WHERE fact.id IS NOT NULL
RETURN x.name AS subject, fact.predicate AS predicate, y.name AS object, fact.support AS sentences, size(fact.documents) AS documents, fact.confidence AS confidence
ORDER BY sentences DESC, confidence DESC LIMIT 10;
