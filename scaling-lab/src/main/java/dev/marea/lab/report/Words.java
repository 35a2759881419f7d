package dev.marea.lab.report;

/**
 * The same sentence for readers of English and of Spanish. Figures are written alike in
 * both: 1,234.5.
 *
 * @param en English
 * @param es Spanish
 */
public record Words(String en, String es) {

}
