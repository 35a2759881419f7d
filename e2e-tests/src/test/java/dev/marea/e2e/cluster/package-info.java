/** The shop's chart on a real cluster, whichever KUBECONFIG names. */
@NullMarked
package dev.marea.e2e.cluster;

import org.jspecify.annotations.NullMarked;
