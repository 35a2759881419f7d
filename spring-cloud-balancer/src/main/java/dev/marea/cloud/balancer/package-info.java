/**
 * Per-request balancing for Spring Cloud LoadBalancer, with slow start, ejection and
 * drain awareness; instance lists from EndpointSlices, DNS, files and fixed addresses.
 */
@NullMarked
package dev.marea.cloud.balancer;

import org.jspecify.annotations.NullMarked;
