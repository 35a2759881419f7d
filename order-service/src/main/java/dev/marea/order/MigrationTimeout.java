package dev.marea.order;

import java.sql.SQLException;

import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

import org.springframework.stereotype.Component;

/**
 * Lets a migration take longer than the socket timeout of requests: an index on millions
 * of orders does. The pool sets the timeout again when it gets the connection back.
 */
@Component
class MigrationTimeout implements Callback {

	@Override
	public boolean supports(Event event, Context context) {
		return event == Event.BEFORE_EACH_MIGRATE;
	}

	@Override
	public boolean canHandleInTransaction(Event event, Context context) {
		return true;
	}

	@Override
	public void handle(Event event, Context context) {
		try {
			context.getConnection().setNetworkTimeout(Runnable::run, 0);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Cannot lift the socket timeout for a migration", ex);
		}
	}

	@Override
	public String getCallbackName() {
		return "timeout";
	}

}
