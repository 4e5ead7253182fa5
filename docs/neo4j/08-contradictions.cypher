// Contradictions
MATCH (b)<-[first]-(x:Person)-[second]->(c)
WHERE first.predicate IN ['born in', 'die in'] AND first.predicate = second.predicate AND first.id < second.id
RETURN x.name AS who, first.predicate AS predicate, b.name AS one, c.name AS other, first.quotes[0] AS quote, second.quotes[0] AS against;
