// Facts about somebody in a period
MATCH (x:Entity {name: 'Marie Curie'})-[fact]-(y)
WHERE fact.id IS NOT NULL AND fact.earliest <= date('1911-12-31') AND fact.latest >= date('1900-01-01')
RETURN fact.earliest AS earliest, fact.latest AS latest, startNode(fact).name AS subject, fact.predicate AS predicate, endNode(fact).name AS object
ORDER BY earliest;
