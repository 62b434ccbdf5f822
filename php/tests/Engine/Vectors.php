<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

/** The questions with their exact answers that every host must give. */
final class Vectors
{
    /** @return array<string, array{string, string}> question and answer, by file and name */
    public static function all(): array
    {
        $all = [];
        foreach (\glob(\dirname(__DIR__, 3) . '/vectors/*.json') ?: [] as $path) {
            // Objects, not arrays: an empty object must stay one.
            $file = \json_decode((string) \file_get_contents($path), false, 512, \JSON_THROW_ON_ERROR);
            foreach ($file->vectors as $vector) {
                $question = \is_string($vector->call) ? $vector->call : self::compact($vector->call);
                $all[\basename($path, '.json') . ': ' . $vector->name] = [$question, self::compact($vector->answer)];
            }
        }

        return $all;
    }

    /**
     * Those that an answer is wrong for, told in a line each.
     *
     * @param callable(string): string $ask
     *
     * @return list<string>
     */
    public static function wrong(callable $ask): array
    {
        $wrong = [];
        foreach (self::all() as $name => [$question, $answer]) {
            $got = $ask($question);
            if ($got !== $answer) {
                $wrong[] = "$name\n  expected $answer\n  got      $got";
            }
        }

        return $wrong;
    }

    private static function compact(mixed $value): string
    {
        $flags = \JSON_UNESCAPED_SLASHES | \JSON_UNESCAPED_UNICODE | \JSON_UNESCAPED_LINE_TERMINATORS
            | \JSON_PRESERVE_ZERO_FRACTION | \JSON_THROW_ON_ERROR;

        return \json_encode($value, $flags);
    }
}
