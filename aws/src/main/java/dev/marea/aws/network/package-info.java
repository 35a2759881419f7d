/**
 * The VPC: its subnets have no way out but endpoints.
 */
@NullMarked
package dev.marea.aws.network;

import org.jspecify.annotations.NullMarked;
