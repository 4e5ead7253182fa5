// A fact sheet
MATCH (x:Entity {name: 'Lise Meitner'})-[fact]->(y)
WHERE fact.id IS NOT NULL
RETURN fact.predicate AS predicate, y.name AS object, fact.point_in_time AS time, fact.quotes[0] AS quote, fact.documents AS documents
ORDER BY fact.earliest, predicate;
