/**
 * What the shop on AWS is made of: one record, read from one file, that refuses what AWS
 * would refuse.
 */
@NullMarked
package dev.marea.aws.settings;

import org.jspecify.annotations.NullMarked;
