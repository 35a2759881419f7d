package dev.marea.service.capacity;

import java.io.IOException;

import dev.marea.service.memory.ByteBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BufferedAnswerTests {

	private final MockHttpServletResponse client = new MockHttpServletResponse();

	private final ByteBudget budget = new ByteBudget(100_000);

	private int streamed;

	private final BufferedAnswer answer = new BufferedAnswer(this.client, this.budget, () -> this.streamed++);

	@ParameterizedTest
	@ValueSource(ints = { 1, 8192, 8193, 30_000, 65_536 })
	void keeps_a_small_answer_until_it_is_sent(int size) throws IOException {
		for (int written = 0; written < size; written += Math.min(3000, size - written)) {
			this.answer.getOutputStream().write(new byte[Math.min(3000, size - written)]);
			this.answer.getOutputStream().flush();
		}
		this.answer.flushBuffer();
		assertThat(this.client.getContentAsByteArray()).isEmpty();
		this.answer.send();
		assertThat(this.client.getContentAsByteArray()).hasSize(size);
		assertThat(this.streamed).isZero();
		this.answer.close();
		assertThat(this.budget.reserved()).isZero();
	}

	@Test
	void streams_a_large_answer() throws IOException {
		this.answer.getOutputStream().write(new byte[60_000]);
		this.answer.getOutputStream().write(new byte[6000]);
		assertThat(this.client.getContentAsByteArray()).hasSize(66_000);
		this.answer.getOutputStream().write(new byte[6000]);
		assertThat(this.streamed).isOne();
		this.answer.send();
		assertThat(this.client.getContentAsByteArray()).hasSize(72_000);
		this.answer.close();
		assertThat(this.budget.reserved()).isZero();
	}

	@Test
	void streams_an_answer_for_which_there_is_no_memory() throws IOException {
		assertThat(this.budget.tryReserve(99_000)).isTrue();
		this.answer.getOutputStream().write(new byte[8000]);
		assertThat(this.streamed).isZero();
		this.answer.getOutputStream().write(new byte[8000]);
		assertThat(this.streamed).isOne();
		assertThat(this.client.getContentAsByteArray()).hasSize(16_000);
	}

	@Test
	void streams_from_the_begin_where_no_buffer_is_wanted() throws IOException {
		this.answer.setBufferSize(0);
		this.answer.getOutputStream().write(7);
		assertThat(this.client.getContentAsByteArray()).containsExactly(7);
		assertThat(this.streamed).isOne();
	}

	@Test
	void takes_another_answer_where_it_must_not_stream() throws IOException {
		BufferedAnswer refused = new BufferedAnswer(this.client, this.budget, () -> {
			throw new IllegalStateException("no permit");
		});
		refused.getOutputStream().write(new byte[60_000]);
		assertThatIllegalStateException().isThrownBy(() -> refused.getOutputStream().write(new byte[60_000]));
		refused.setStatus(503);
		refused.getOutputStream().write("full".getBytes());
		refused.send();
		assertThat(this.client.getContentAsString()).isEqualTo("full");
	}

	@Test
	void forgets_what_was_reset() throws IOException {
		this.answer.getWriter().write("wrong");
		this.answer.resetBuffer();
		this.answer.getWriter().write("right");
		this.answer.send();
		assertThat(this.client.getContentAsString()).isEqualTo("right");
	}

}
