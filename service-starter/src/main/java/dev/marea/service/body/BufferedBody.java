package dev.marea.service.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.marea.service.memory.ByteBudget;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The first part of a request's body in memory, or all of it. Memory is reserved as bytes
 * arrive, so a large Content-Length alone reserves nothing.
 */
final class BufferedBody {

	private static final String ATTRIBUTE = BufferedBody.class.getName();

	/** Bytes that every request may hold without using the budget. */
	private static final int FREE = 8 * 1024;

	private static final int STEP = 64 * 1024;

	private final InputStream source;

	private final ByteBudget budget;

	private final List<InputStream> full = new ArrayList<>();

	private byte[] last = new byte[0];

	private int used;

	private long size;

	private long reserved;

	private boolean complete;

	BufferedBody(InputStream source, ByteBudget budget) {
		this.source = source;
		this.budget = budget;
	}

	/** The part of this request's body that was read before; null if none was. */
	static @Nullable BufferedBody of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof BufferedBody body) ? body : null;
	}

	void attachTo(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

	/**
	 * Reads until the body ends or this number of bytes is in memory.
	 * @return false if the budget was used up
	 */
	boolean readUpTo(long most) throws IOException {
		while (!this.complete && this.size < most) {
			if (this.used == this.last.length && !grow(most - this.size)) {
				return false;
			}
			int read = this.source.read(this.last, this.used, this.last.length - this.used);
			if (read < 0) {
				this.complete = true;
			}
			else {
				this.used += read;
				this.size += read;
			}
		}
		return true;
	}

	private boolean grow(long wanted) {
		int step = (int) Math.min((this.size == 0) ? FREE : STEP, wanted);
		if (this.size > 0) {
			if (!this.budget.tryReserve(step)) {
				return false;
			}
			this.reserved += step;
			this.full.add(new ByteArrayInputStream(this.last, 0, this.used));
		}
		this.last = new byte[step];
		this.used = 0;
		return true;
	}

	/** Number of bytes in memory. */
	long size() {
		return this.size;
	}

	/** Whether the whole body is in memory. */
	boolean isComplete() {
		return this.complete;
	}

	/**
	 * The whole body: first the bytes in memory, then those that still arrive. It can be
	 * read once.
	 */
	InputStream content() {
		List<InputStream> parts = new ArrayList<>(this.full);
		parts.add(new ByteArrayInputStream(this.last, 0, this.used));
		if (!this.complete) {
			parts.add(this.source);
		}
		return (parts.size() == 1) ? parts.getFirst() : new SequenceInputStream(Collections.enumeration(parts));
	}

	void release() {
		this.budget.release(this.reserved);
		this.reserved = 0;
	}

}
