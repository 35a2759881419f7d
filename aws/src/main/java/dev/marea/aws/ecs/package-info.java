/**
 * The shop on ECS, on Fargate or on instances of EC2.
 */
@NullMarked
package dev.marea.aws.ecs;

import org.jspecify.annotations.NullMarked;
