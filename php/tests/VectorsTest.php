<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use PHPUnit\Framework\TestCase;
use Sanspay\AtaraPay;
use Sanspay\AtMoon;
use Sanspay\Call;
use Sanspay\Outcome;
use Sanspay\Sanspay;
use Sanspay\SanspayError;
use Sanspay\Upi;

/** Every vector that a PHP program can bring about, asked as a program asks: the same bytes come of it. */
final class VectorsTest extends TestCase
{
    /** @var array<string, int> */
    private static array $asked = ['exchange' => 0, 'receive' => 0, 'settle' => 0];

    /** @dataProvider vectors */
    public function testAVector(\stdClass $call, string $answer): void
    {
        $kind = (string) array_key_first((array) $call);
        $question = $call->{$kind};
        assert($question instanceof \stdClass);
        try {
            $told = match ($kind) {
                'exchange' => self::exchange($question),
                'receive' => self::receive($question),
                default => self::settle($question),
            };
        } catch (SanspayError $error) {
            $told = ['error' => ['kind' => $error->kind, 'message' => $error->getMessage(), 'problems' => $error->problems]];
        }
        self::$asked[$kind]++;
        self::assertSame(json_decode($answer, true), json_decode(self::compact($told), true));
    }

    /** @depends testAVector */
    public function testMostOfThemWereAsked(): void
    {
        self::assertGreaterThan(700, self::$asked['exchange']);
        self::assertGreaterThan(40, self::$asked['receive']);
        self::assertGreaterThan(10, self::$asked['settle']);
    }

    /** @return iterable<string, array{\stdClass, string}> */
    public static function vectors(): iterable
    {
        foreach (glob(__DIR__ . '/../../vectors/*.json') ?: [] as $file) {
            $told = json_decode((string) file_get_contents($file));
            assert($told instanceof \stdClass && is_array($told->vectors));
            foreach ($told->vectors as $vector) {
                assert($vector instanceof \stdClass && is_string($vector->name));
                if ($vector->call instanceof \stdClass && self::canBeAsked($vector->call)) {
                    yield basename($file) . ": {$vector->name}" => [$vector->call, self::compact($vector->answer)];
                }
            }
        }
    }

    /** Whether PHP's own types let a program say it: the door itself is asked everything in the tests of the engines. */
    private static function canBeAsked(\stdClass $call): bool
    {
        $whole = fn (mixed $replies): bool => is_array($replies) && array_filter($replies, fn (mixed $reply) => !$reply instanceof \stdClass
            || !(isset($reply->fault) xor (is_int($reply->status ?? null) && (is_string($reply->body ?? null) xor is_string($reply->body_base64 ?? null))))) === [];
        $question = $call->exchange ?? $call->receive ?? $call->settle ?? null;
        if (preg_match('/[:,\[]-?\d+(\.|e)|\[\]/i', self::compact($question->input ?? null)) === 1) {
            return false; // A float is refused before it comes to the door; an empty array is neither list nor object.
        }
        return $question instanceof \stdClass && count((array) $call) === 1 && match (array_key_first((array) $call)) {
            'exchange' => is_string($question->operation ?? null) && preg_match('/^(atarapay|atmoon|upi)\.\w+\.\w+$/', $question->operation) === 1
                && array_diff(array_keys((array) $question), ['operation', 'account', 'input', 'replies']) === []
                && ($question->account ?? null) instanceof \stdClass && (!str_starts_with($question->operation, 'upi.') || (array) $question->account === [])
                && ($question->input ?? null) instanceof \stdClass && $whole($question->replies ?? []),
            'receive' => is_string($question->notice ?? null) && preg_match('/^(atarapay|atmoon)\.\w+$/', $question->notice) === 1
                && ($question->account ?? null) instanceof \stdClass && ($question->message ?? null) instanceof \stdClass
                && (is_string($question->message->body ?? null) xor is_string($question->message->body_base64 ?? null)),
            default => is_object($question->known->next ?? null) && is_object($question->seen->next ?? null),
        };
    }

    /** @return array<string, mixed> */
    private static function exchange(\stdClass $question): array
    {
        [$gateway, $group, $verb] = explode('.', $question->operation);
        $call = self::gateway($gateway, (array) $question->account)->{$group}->{$verb}($question->input);
        assert($call instanceof Call);
        foreach ($question->replies ?? [] as $reply) {
            if ($call->outcome !== null) {
                try {
                    $call->reply(self::message($reply));
                } catch (SanspayError $error) {
                    self::assertSame('misuse', $error->kind);
                    $told = "{$question->operation}: there are more replies than there were requests";
                    throw new SanspayError('invalid_question', $told);
                }
            }
            $call->reply(self::message($reply));
        }
        $request = $call->toSend();
        return $request === null ? ['outcome' => $call->outcome] : ['request' => [
            'method' => $request->method, 'url' => $request->url, 'headers' => $request->headers, 'body' => $request->body, 'summary' => $request->summary,
        ]];
    }

    /** @return array<string, mixed> */
    private static function receive(\stdClass $question): array
    {
        [$gateway, $kind] = explode('.', $question->notice);
        $message = self::message($question->message);
        $shop = self::gateway($gateway, (array) $question->account);
        assert(!$shop instanceof Upi);
        return ['notice' => get_object_vars($shop->receive($kind, $message['headers'] ?? [], $message['body']))];
    }

    /** @return array<string, mixed> */
    private static function settle(\stdClass $question): array
    {
        $read = fn (\stdClass $outcome) => Outcome::fromJson(self::compact($outcome));
        return ['outcome' => Sanspay::settle($read($question->known), $read($question->seen))];
    }

    /** @return array<string, mixed> */
    private static function message(\stdClass $message): array
    {
        $plain = (array) json_decode(self::compact($message), true);
        if (isset($plain['body_base64'])) {
            $plain['body'] = (string) base64_decode($plain['body_base64'], true);
        }
        return $plain;
    }

    /** @param array<string, mixed> $account */
    private static function gateway(string $name, array $account): AtaraPay|AtMoon|Upi
    {
        return match ($name) {
            'atarapay' => Sanspay::atarapay($account),
            'atmoon' => Sanspay::atmoon($account),
            default => Sanspay::upi(),
        };
    }

    private static function compact(mixed $plain): string
    {
        return json_encode($plain, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION);
    }
}
