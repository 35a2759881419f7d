package dev.marea.service.tracing;

import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Decides for the first span of a trace. A share of the requests is sampled. A span that
 * continues the work of another trace is sampled if that trace is. Other work without a
 * request, such as a periodic search, would fill the collector with empty traces.
 */
class RootSampler implements Sampler {

	private final Sampler requests;

	/**
	 * Creates the sampler.
	 * @param probability share of the requests that are sampled, from 0 to 1
	 */
	RootSampler(double probability) {
		this.requests = Sampler.traceIdRatioBased(probability);
	}

	@Override
	public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind,
			Attributes attributes, List<LinkData> links) {
		if (kind == SpanKind.SERVER) {
			return this.requests.shouldSample(parent, traceId, name, kind, attributes, links);
		}
		return links.stream().anyMatch((link) -> link.getSpanContext().isSampled()) ? SamplingResult.recordAndSample()
				: SamplingResult.drop();
	}

	@Override
	public String getDescription() {
		return "RootSampler{" + this.requests.getDescription() + "}";
	}

}
