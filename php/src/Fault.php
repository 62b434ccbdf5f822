<?php

declare(strict_types=1);

namespace Sanspay;

/**
 * Why there is no answer. `not_sent` only where it is certain that nothing left: else a payout could be made twice.
 *
 * @internal
 */
final class Fault
{
    /** CURLE_COULDNT_RESOLVE_HOST and CURLE_COULDNT_CONNECT. A timeout proves nothing. */
    private const BEFORE_SENDING = [6, 7];

    private function __construct()
    {
    }

    /** @return array{fault: 'not_sent'|'no_answer', detail: string} */
    public static function of(\Throwable $error): array
    {
        $kind = self::precedesSending($error) ? 'not_sent' : 'no_answer';
        // Only the class is told: the text may show an address with a token in it.
        return ['fault' => $kind, 'detail' => $error::class];
    }

    /**
     * PSR-18 has an exception for "the network", which a timeout is too, so it says nothing. Of the clients in use only
     * Guzzle tells what curl said.
     */
    private static function precedesSending(\Throwable $error): bool
    {
        for ($cause = $error; $cause !== null; $cause = $cause->getPrevious()) {
            if (self::mayBeRetry($cause)) {
                return false;
            }
            if ($cause instanceof Sandbox\Elsewhere) {
                return true;
            }
            if (method_exists($cause, 'getHandlerContext')) {
                $context = $cause->getHandlerContext();
                // Curl tries again by itself where a connection that it had kept was dead. Then something was sent.
                return is_array($context)
                    && in_array($context['errno'] ?? null, self::BEFORE_SENDING, true)
                    && ($context['request_size'] ?? null) === 0
                    && ($context['redirect_count'] ?? null) === 0;
            }
        }
        return false;
    }

    /** Whether there may have been another attempt before the one that failed here. */
    private static function mayBeRetry(\Throwable $error): bool
    {
        /** @var list<array{function: string, class?: string}> $frames */
        $frames = $error->getTrace();
        foreach ($frames as $frame) {
            if (stripos(($frame['class'] ?? '') . '::' . $frame['function'], 'retry') !== false) {
                return true;
            }
        }
        return false;
    }
}
