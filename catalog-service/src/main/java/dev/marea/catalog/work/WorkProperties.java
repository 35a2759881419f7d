package dev.marea.catalog.work;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Endpoint that uses CPU or waits on request, to show how both scale.
 *
 * @param enabled whether {@code GET /work} exists; otherwise it answers 404
 */
@ConfigurationProperties("marea.work")
public record WorkProperties(@DefaultValue("false") boolean enabled) {
}
