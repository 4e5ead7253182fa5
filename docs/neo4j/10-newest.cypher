// Newest
MATCH (d:Document)
WHERE d.date IS NOT NULL
WITH d ORDER BY d.date DESC LIMIT 3
MATCH (x:Entity)-[fact]->(y)
WHERE fact.id IS NOT NULL AND d.id IN fact.documents
RETURN d.date AS date, d.name AS document, x.name AS subject, fact.predicate AS predicate, y.name AS object
ORDER BY date DESC, document, subject LIMIT 20;
