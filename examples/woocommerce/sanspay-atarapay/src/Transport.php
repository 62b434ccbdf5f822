<?php

declare(strict_types=1);

namespace SanspayAtaraPay;

use Sanspay\Call;
use Sanspay\Outcome;
use Sanspay\Plain;
use Sanspay\Request;
use WP_Error;

/** Sends a call with WordPress's own HTTP client: once, without redirects, bounded in size and time. */
final class Transport
{
    /**
     * @param Call<mixed> $call
     *
     * @return Outcome<mixed>
     */
    public static function send(Call $call): Outcome
    {
        while (($request = $call->toSend()) !== null) {
            $call->reply(self::reply($request));
        }
        return $call->outcome ?? throw new \LogicException('a call has a request or an outcome');
    }

    /** @return array{status: int, headers: array<array-key, mixed>, body: string}|array{fault: 'not_sent'|'no_answer', detail: string} */
    private static function reply(Request $request): array
    {
        $headers = [];
        foreach ($request->headers as [$name, $value]) {
            if (isset($headers[$name])) {
                // Nothing has left yet.
                return ['fault' => 'not_sent', 'detail' => 'WordPress cannot send a header twice'];
            }
            $headers[$name] = $value;
        }
        $answer = wp_remote_request($request->url, [
            'method' => $request->method,
            'headers' => $headers,
            'body' => $request->body,
            'timeout' => 20,
            'redirection' => 0,
            'httpversion' => '1.1',
            'limit_response_size' => Plain::LIMIT,
        ]);
        if ($answer instanceof WP_Error) {
            // It says in words alone what went wrong, so nothing of it is certain.
            return ['fault' => 'no_answer', 'detail' => (string) $answer->get_error_code()];
        }
        $received = wp_remote_retrieve_headers($answer);
        return [
            'status' => (int) wp_remote_retrieve_response_code($answer),
            'headers' => is_array($received) ? $received : iterator_to_array($received),
            'body' => wp_remote_retrieve_body($answer),
        ];
    }
}
