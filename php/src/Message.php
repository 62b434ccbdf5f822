<?php

declare(strict_types=1);

namespace Sanspay;

use Psr\Http\Message\MessageInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;

/**
 * What a host has in hand, as the door's plain data: a notice's request, a response, or why there is none.
 *
 * @internal
 */
final class Message
{
    private function __construct()
    {
    }

    /**
     * The message of a notice.
     *
     * @param ServerRequestInterface|iterable<array-key, mixed> $headers
     * @param string|array<array-key, mixed>|null $body
     *
     * @return array<string, mixed>
     */
    public static function of(
        #[\SensitiveParameter] ServerRequestInterface|iterable $headers,
        #[\SensitiveParameter] string|array|null $body,
    ): array {
        if ($headers instanceof ServerRequestInterface) {
            [$request, $headers] = [$headers, $headers->getHeaders()];
            $raw = self::bounded($request);
            $form = $request->getParsedBody();
            $body = $raw === '' && is_array($form) ? $form : $raw;
        }
        if ($body === null) {
            throw SanspayError::misuse('receive() needs the raw body beside headers: file_get_contents(\'php://input\')');
        }
        $headers = Plain::headers($headers);
        if (is_array($body)) {
            // PHP reads forms itself and leaves nothing of a multipart one. The same fields, as the other kind of form.
            $body = http_build_query($body);
            $headers = array_filter($headers, fn (array $pair) => strtolower($pair[0]) !== 'content-type');
            $headers = [...$headers, ['content-type', 'application/x-www-form-urlencoded']];
        }
        return ['headers' => $headers, ...Plain::body($body)];
    }

    /**
     * What came back.
     *
     * @param ResponseInterface|array<string, mixed>|\Throwable $reply
     *
     * @return array<string, mixed>
     */
    public static function reply(#[\SensitiveParameter] ResponseInterface|array|\Throwable $reply): array
    {
        if ($reply instanceof \Throwable) {
            return Fault::of($reply);
        }
        if ($reply instanceof ResponseInterface) {
            try {
                $body = self::bounded($reply);
            } catch (SanspayError $misuse) {
                throw $misuse;
            } catch (\Throwable $error) {
                // It was sent, whatever the error says.
                return ['fault' => 'no_answer', 'detail' => $error::class];
            }
            $headers = Plain::headers($reply->getHeaders());
            return ['status' => $reply->getStatusCode(), 'headers' => $headers, ...Plain::body($body)];
        }
        if (isset($reply['fault'])) {
            return array_intersect_key($reply, ['fault' => true, 'detail' => true]);
        }
        $status = $reply['status'] ?? null;
        $headers = $reply['headers'] ?? [];
        $body = $reply['body'] ?? null;
        if (!is_int($status) || !is_iterable($headers) || !is_string($body)) {
            throw SanspayError::misuse(
                'a reply is a PSR-7 response, [\'status\' => 200, \'headers\' => [...], \'body\' => \'...\'] with the body '
                . 'as it came, [\'fault\' => \'no_answer\'], or what was thrown instead',
            );
        }
        return ['status' => $status, 'headers' => Plain::headers($headers), ...Plain::body($body)];
    }

    /** As much of a body as is read. */
    public static function bounded(#[\SensitiveParameter] MessageInterface $message): string
    {
        $stream = $message->getBody();
        if ($stream->isSeekable()) {
            $stream->rewind();
        } elseif ($stream->tell() > 0) {
            throw SanspayError::misuse('the body was read before: hand the message over first');
        }
        $body = '';
        while (strlen($body) < Plain::LIMIT && !$stream->eof()) {
            $chunk = $stream->read(min(65_536, Plain::LIMIT - strlen($body)));
            if ($chunk === '' && !$stream->eof()) {
                // A connection that has timed out has nothing, for ever, and does not end.
                throw new \RuntimeException('the body does not go on');
            }
            $body .= $chunk;
        }
        return $body;
    }
}
