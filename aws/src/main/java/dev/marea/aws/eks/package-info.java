/**
 * The shop on EKS with Auto Mode: the cluster, and what the chart is given.
 */
@NullMarked
package dev.marea.aws.eks;

import org.jspecify.annotations.NullMarked;
