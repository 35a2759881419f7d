package dev.marea.service.capacity;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;

import dev.marea.service.memory.ByteBudget;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * An answer that stays in memory until {@link #send}, so that a request holds no permit
 * while its client reads. An answer is streamed if it exceeds 64 KB or the budget.
 */
class BufferedAnswer extends HttpServletResponseWrapper implements AutoCloseable {

	private static final int LARGEST = 64 * 1024;

	/** Bytes that every answer may hold without using the budget. */
	private static final int FREE = 8 * 1024;

	private final ByteBudget budget;

	private final Runnable beforeStreaming;

	private final Output output = new Output();

	private byte[] buffer = new byte[0];

	private int size;

	private int reserved;

	private boolean streaming;

	private @Nullable PrintWriter writer;

	/**
	 * Creates an empty answer.
	 * @param beforeStreaming called once before a streamed answer's first byte is sent;
	 * if it throws, nothing was sent
	 */
	BufferedAnswer(HttpServletResponse response, ByteBudget budget, Runnable beforeStreaming) {
		super(response);
		this.budget = budget;
		this.beforeStreaming = beforeStreaming;
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return this.output;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		PrintWriter writer = this.writer;
		if (writer == null) {
			writer = new PrintWriter(new OutputStreamWriter(this.output, getCharacterEncoding()));
			this.writer = writer;
		}
		return writer;
	}

	/** Before the first write, size 0 turns streaming on. */
	@Override
	public void setBufferSize(int size) {
		if (size > 0) {
			return;
		}
		try {
			stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Does not start streaming, because message converters flush at the end of every
	 * answer.
	 */
	@Override
	public void flushBuffer() throws IOException {
		flushWriter();
		if (this.streaming) {
			super.flushBuffer();
		}
	}

	@Override
	public void resetBuffer() {
		super.resetBuffer();
		discard();
	}

	@Override
	public void reset() {
		super.reset();
		discard();
	}

	@Override
	public void sendError(int status) throws IOException {
		discard();
		super.sendError(status);
	}

	@Override
	public void sendError(int status, String message) throws IOException {
		discard();
		super.sendError(status, message);
	}

	/** Sends the bytes in memory, as fast as the client reads them. */
	void send() throws IOException {
		flushWriter();
		if (this.size > 0) {
			super.getOutputStream().write(this.buffer, 0, this.size);
		}
	}

	@Override
	public void close() {
		this.budget.release(this.reserved);
		this.reserved = 0;
		discard();
	}

	private void flushWriter() {
		if (this.writer != null) {
			this.writer.flush();
		}
	}

	private void discard() {
		this.size = 0;
		this.writer = null;
	}

	private void stream() throws IOException {
		if (this.streaming) {
			return;
		}
		try {
			this.beforeStreaming.run();
		}
		catch (RuntimeException ex) {
			// Another answer replaces this one.
			discard();
			super.setContentLengthLong(-1);
			throw ex;
		}
		this.streaming = true;
		if (this.size > 0) {
			super.getOutputStream().write(this.buffer, 0, this.size);
			discard();
		}
	}

	/** Whether memory for this number of bytes is reserved, or could be reserved now. */
	private boolean hasRoom(int wanted) {
		if (wanted <= this.buffer.length) {
			return true;
		}
		if (wanted > LARGEST) {
			return false;
		}
		int length = Math.min(LARGEST, Math.max(Math.max(1024, wanted), 2 * this.buffer.length));
		int more = Math.max(0, length - FREE) - this.reserved;
		if (more > 0 && !this.budget.tryReserve(more)) {
			return false;
		}
		this.reserved += Math.max(0, more);
		this.buffer = Arrays.copyOf(this.buffer, length);
		return true;
	}

	private final class Output extends ServletOutputStream {

		@Override
		public void write(int single) throws IOException {
			write(new byte[] { (byte) single }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			BufferedAnswer answer = BufferedAnswer.this;
			if (!answer.streaming && answer.hasRoom(answer.size + length)) {
				System.arraycopy(bytes, offset, answer.buffer, answer.size, length);
				answer.size += length;
				return;
			}
			answer.stream();
			answer.getResponse().getOutputStream().write(bytes, offset, length);
		}

		@Override
		public void flush() throws IOException {
			if (BufferedAnswer.this.streaming) {
				BufferedAnswer.this.getResponse().getOutputStream().flush();
			}
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			throw new UnsupportedOperationException("Answers are written by threads that may wait");
		}

	}

}
