/**
 * Watches a Deployment on a Kubernetes cluster, whoever's it is, and changes nothing.
 */
@NullMarked
package dev.marea.lab.kubernetes;

import org.jspecify.annotations.NullMarked;
