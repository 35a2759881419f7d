package dev.marea.order;

/**
 * Whose an order is. Two issuers may give one subject to two people, so a subject says
 * nothing without its issuer.
 *
 * @param issuer the {@code iss} of a token
 * @param subject its {@code sub}
 */
public record Owner(String issuer, String subject) {
}
