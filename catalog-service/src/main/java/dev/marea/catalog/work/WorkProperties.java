package dev.marea.catalog.work;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Work on request, to show how CPU and waiting scale.
 *
 * @param enabled whether {@code GET /work} is there at all
 */
@ConfigurationProperties("marea.work")
public record WorkProperties(@DefaultValue("false") boolean enabled) {
}
