package dev.marea.gateway.proxy;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.ResponseHttpHeadersFilter;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchangeHandlerFunction;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Passes a request's target and body on unchanged. The handler of Spring Cloud Gateway
 * decodes and encodes the query, reads forms, and copies all headers for each header
 * filter. This takes a quarter of a request's CPU. {@link Headers} implements the rules
 * of those filters, so they are not called.
 */
class ServiceHandlerFunction extends ProxyExchangeHandlerFunction {

	private final ProxyExchange exchange;

	ServiceHandlerFunction(ProxyExchange exchange, ObjectProvider<RequestHttpHeadersFilter> requestFilters,
			ObjectProvider<ResponseHttpHeadersFilter> responseFilters) {
		super(exchange, requestFilters, responseFilters);
		this.exchange = exchange;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		// The superclass would collect the header filters here.
	}

	@Override
	public ServerResponse handle(ServerRequest request) {
		return this.exchange.exchange(ServiceRequest.of(request));
	}

}
