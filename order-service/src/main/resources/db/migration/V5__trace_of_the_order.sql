-- W3C traceparent of the request that placed the order, if its trace is sampled. The recovery worker's trace links to it.
ALTER TABLE orders ADD COLUMN traceparent text;
