<?php

declare(strict_types=1);

namespace Shop;

/** What the shop answers with. */
final class Answer
{
    private const SAME_SITE = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

    /** @param array<string, string> $headers */
    public function __construct(public readonly int $status, public readonly array $headers, public readonly string $body)
    {
    }

    public static function html(int $status, string $html, string $policy = self::SAME_SITE): self
    {
        return new self($status, ['content-type' => 'text/html; charset=utf-8', 'content-security-policy' => $policy], $html);
    }

    public static function text(int $status, string $text): self
    {
        return new self($status, ['content-type' => 'text/plain; charset=utf-8'], "{$text}\n");
    }

    public static function redirect(string $to): self
    {
        return new self(303, ['location' => $to], '');
    }

    public function send(): void
    {
        http_response_code($this->status);
        foreach ($this->headers + ['cache-control' => 'no-store', 'referrer-policy' => 'no-referrer'] as $name => $value) {
            header("{$name}: {$value}");
        }
        echo $this->body;
    }
}
