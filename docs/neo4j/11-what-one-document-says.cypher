// What one document says
MATCH (x:Entity)-[fact]->(y)
WHERE fact.id IS NOT NULL AND any(document IN fact.documents WHERE document ENDS WITH 'lise-meitner.odt')
RETURN x.name AS subject, fact.predicate AS predicate, y.name AS object, fact.quotes AS quotes
ORDER BY subject, fact.earliest;
