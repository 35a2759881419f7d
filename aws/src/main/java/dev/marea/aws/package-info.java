/**
 * The CDK app: its stacks and its command line.
 */
@NullMarked
package dev.marea.aws;

import org.jspecify.annotations.NullMarked;
