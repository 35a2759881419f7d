/**
 * The demo issuer: an OpenID provider on Spring Authorization Server in which a visitor
 * chooses any name, and a token request for scripts. It keeps nothing about its visitors.
 */
@NullMarked
package dev.marea.gateway.token;

import org.jspecify.annotations.NullMarked;
