/**
 * Who is told when something is wrong or costs too much.
 */
@NullMarked
package dev.marea.aws.operations;

import org.jspecify.annotations.NullMarked;
