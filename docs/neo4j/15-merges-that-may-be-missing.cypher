// Merges that may be missing
MATCH (long:Person:KgNode), (short:Person:KgNode)
WHERE long.name ENDS WITH ' ' + short.name
RETURN short.name AS short, long.name AS long, COUNT { (short)-[f]-() WHERE f.id IS NOT NULL } AS facts
ORDER BY facts DESC LIMIT 20;
