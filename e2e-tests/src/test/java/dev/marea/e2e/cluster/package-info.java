/** The shop's chart on the real cluster of KUBECONFIG. */
@NullMarked
package dev.marea.e2e.cluster;

import org.jspecify.annotations.NullMarked;
