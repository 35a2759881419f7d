/**
 * Watches any Deployment of a Kubernetes cluster, and changes nothing.
 */
@NullMarked
package dev.marea.lab.kubernetes;

import org.jspecify.annotations.NullMarked;
