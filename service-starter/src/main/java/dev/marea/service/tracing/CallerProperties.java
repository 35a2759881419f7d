package dev.marea.service.tracing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Traces of callers.
 *
 * @param trustCallers whether a request continues the trace that its header
 * {@code traceparent} names, with that trace's sampling decision. Set false for a service
 * with external callers
 */
@ConfigurationProperties("marea.tracing")
record CallerProperties(@DefaultValue("true") boolean trustCallers) {

}
