// What is denied, doubted or only supposed
MATCH (s:Statement)-[:SUBJECT]->(subject), (s)-[:OBJECT]->(object)
WHERE NOT s.asserted
OPTIONAL MATCH (s)-[said:SUPPORTED_BY]->()
RETURN s.modality AS modality, subject.name AS subject, s.predicate AS predicate, object.name AS object, said.quote AS quote
ORDER BY modality, subject;
