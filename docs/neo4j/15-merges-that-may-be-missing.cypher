// Merges that may be missing
MATCH (long:Person:KgNode), (short:Person:KgNode)
WHERE long.name ENDS WITH ' ' + short.name
WITH short, collect(long.name) AS perhaps
MATCH (short)-[f]-()
WHERE f.id IS NOT NULL
WITH short, perhaps, count(f) AS facts, head(collect(f.quotes[0])) AS quote
RETURN short.name AS short, perhaps, facts, quote
ORDER BY facts DESC, short LIMIT 20;
