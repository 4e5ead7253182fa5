// From a statement to its sentence
MATCH (s:Statement)-[said:SUPPORTED_BY]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document), (s)-[:SUBJECT]->(x), (s)-[:OBJECT]->(y)
OPTIONAL MATCH (s)-[q:QUALIFIER]->(v)
RETURN x.name AS subject, s.predicate AS predicate, y.name AS object, collect(q.name + ': ' + v.name) AS qualifiers, said.quote AS quote, said.start AS start, d.name AS document
ORDER BY document, start;
