// How two entities hang together
MATCH (a:Entity {name: 'Lise Meitner'}), (b:Entity {name: 'Marie Curie'})
MATCH path = shortestPath((a)-[*..6]-(b))
WHERE all(step IN relationships(path) WHERE step.id IS NOT NULL)
UNWIND relationships(path) AS step
RETURN startNode(step).name AS subject, step.predicate AS predicate, endNode(step).name AS object, step.quotes[0] AS quote;
