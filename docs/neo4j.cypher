// Find somebody
CALL db.index.fulltext.queryNodes('kg_entities', 'rutherfort~') YIELD node, score
WHERE node:KgNode
RETURN node.name AS name, node.type AS type, node.aliases AS also, round(score, 2) AS score
ORDER BY score DESC LIMIT 10;

// An entity and its facts
CALL db.index.fulltext.queryNodes('kg_entities', 'Marie Curie') YIELD node AS x, score
WHERE x:KgNode
WITH x ORDER BY score DESC LIMIT 1
MATCH (x)-[fact]-(y)
WHERE fact.id IS NOT NULL
RETURN x, fact, y;

// A fact sheet
MATCH (x:Entity {name: 'Lise Meitner'})-[fact]->(y)
WHERE fact.id IS NOT NULL
RETURN fact.predicate AS predicate, y.name AS object, fact.point_in_time AS time, fact.quotes[0] AS quote, fact.documents AS documents
ORDER BY fact.earliest, predicate;

// Facts about somebody in a period
MATCH (x:Entity {name: 'Marie Curie'})-[fact]-(y)
WHERE fact.id IS NOT NULL AND fact.earliest <= date('1911-12-31') AND fact.latest >= date('1900-01-01')
RETURN fact.earliest AS earliest, fact.latest AS latest, startNode(fact).name AS subject, fact.predicate AS predicate, endNode(fact).name AS object
ORDER BY earliest;

// Who held which role when
MATCH (who:Entity)-[fact]->(where)
WHERE fact.role IS NOT NULL
RETURN who.name AS who, fact.role AS role, fact.predicate AS predicate, where.name AS where, fact.earliest AS from, fact.latest AS until
ORDER BY from, who;

// How two entities hang together
MATCH (a:Entity {name: 'Lise Meitner'}), (b:Entity {name: 'Marie Curie'})
MATCH path = shortestPath((a)-[*..6]-(b))
WHERE all(step IN relationships(path) WHERE step.id IS NOT NULL)
UNWIND relationships(path) AS step
RETURN startNode(step).name AS subject, step.predicate AS predicate, endNode(step).name AS object, step.quotes[0] AS quote;

// What is denied, doubted or only supposed
MATCH (s:Statement)-[:SUBJECT]->(subject), (s)-[:OBJECT]->(object)
WHERE NOT s.asserted
OPTIONAL MATCH (s)-[said:SUPPORTED_BY]->()
RETURN s.modality AS modality, subject.name AS subject, s.predicate AS predicate, object.name AS object, said.quote AS quote
ORDER BY modality, subject;

// Contradictions
MATCH (b:Entity)<-[one]-(x:Person)-[other]->(c:Entity)
WHERE b <> c AND one.predicate IN ['born in', 'die in'] AND one.predicate = other.predicate AND one.id < other.id
RETURN x.name AS who, one.predicate + ' ' + b.name AS one, other.predicate + ' ' + c.name AS other, one.quotes[0] AS quote, other.quotes[0] AS against
UNION
MATCH (c)<-[:OBJECT]-(s:Statement {modality: 'negated'})-[:SUBJECT]->(x:Entity)-[fact]->(b)
WHERE fact.id IS NOT NULL AND s.predicate ENDS WITH ' ' + fact.predicate
MATCH (s)-[said:SUPPORTED_BY]->()
RETURN x.name AS who, fact.predicate + ' ' + b.name AS one, s.predicate + ' ' + c.name AS other, fact.quotes[0] AS quote, said.quote AS against;

// Most supported
MATCH (x:Entity)-[fact]->(y)
WHERE fact.id IS NOT NULL
RETURN x.name AS subject, fact.predicate AS predicate, y.name AS object, fact.support AS sentences, size(fact.documents) AS documents, fact.confidence AS confidence
ORDER BY sentences DESC, confidence DESC LIMIT 10;

// Newest
MATCH (d:Document)
WHERE d.date IS NOT NULL
WITH d ORDER BY d.date DESC LIMIT 3
MATCH (x:Entity)-[fact]->(y)
WHERE fact.id IS NOT NULL AND d.id IN fact.documents
RETURN d.date AS date, d.name AS document, x.name AS subject, fact.predicate AS predicate, y.name AS object
ORDER BY date DESC, document, subject LIMIT 20;

// What one document says
MATCH (x:Entity)-[fact]->(y)
WHERE fact.id IS NOT NULL AND any(document IN fact.documents WHERE document ENDS WITH 'lise-meitner.odt')
RETURN x.name AS subject, fact.predicate AS predicate, y.name AS object, fact.quotes AS quotes
ORDER BY subject, fact.earliest;

// From a statement to its sentence
MATCH (s:Statement)-[said:SUPPORTED_BY]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document), (s)-[:SUBJECT]->(x), (s)-[:OBJECT]->(y)
OPTIONAL MATCH (s)-[q:QUALIFIER]->(v)
RETURN x.name AS subject, s.predicate AS predicate, y.name AS object, collect(q.name + ': ' + v.name) AS qualifiers, said.quote AS quote, said.start AS start, d.name AS document
ORDER BY document, start;

// What paragraphs say of a matter
CALL db.index.fulltext.queryNodes('kg_chunks', 'radium AND (ore OR discovered)') YIELD node AS c, score
WHERE c:KgNode
MATCH (c)-[:FROM_DOCUMENT]->(d)
OPTIONAL MATCH (c)<-[:FROM_CHUNK]-(x)
RETURN round(score, 2) AS score, d.name AS document, c.text AS text, collect(x.name) AS entities
ORDER BY score DESC LIMIT 5;

// Merges to review
MATCH (x:Entity:KgNode)
WHERE size(x.aliases) > 1
RETURN x.name AS name, x.type AS type, x.aliases AS also
ORDER BY size(also) DESC, name LIMIT 20;

// Merges that may be missing
MATCH (long:Person:KgNode), (short:Person:KgNode)
WHERE long.name ENDS WITH ' ' + short.name
WITH short, collect(long.name) AS perhaps
MATCH (short)-[f]-()
WHERE f.id IS NOT NULL
WITH short, perhaps, count(f) AS facts, head(collect(f.quotes[0])) AS quote
RETURN short.name AS short, perhaps, facts, quote
ORDER BY facts DESC, short LIMIT 20;
