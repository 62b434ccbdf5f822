<?php

declare(strict_types=1);

namespace Sanspay\Tests;

use PHPStan\PhpDocParser\Ast\PhpDoc\InvalidTagValueNode;
use PHPStan\PhpDocParser\Ast\PhpDoc\PhpDocNode;
use PHPStan\PhpDocParser\Lexer\Lexer;
use PHPStan\PhpDocParser\Parser\ConstExprParser;
use PHPStan\PhpDocParser\Parser\PhpDocParser;
use PHPStan\PhpDocParser\Parser\TokenIterator;
use PHPStan\PhpDocParser\Parser\TypeParser;
use PHPUnit\Framework\TestCase;
use Sanspay\Types;

/** The docblocks, read by PHPStan's own parser, and checked by an analyser where there is one. */
final class ShapesTest extends TestCase
{
    private const SOURCE = __DIR__ . '/../src';

    public function testEveryDocblockIsUnderstood(): void
    {
        $read = 0;
        foreach (self::sources() as $file => $code) {
            foreach (token_get_all($code) as $token) {
                if (is_array($token) && $token[0] === T_DOC_COMMENT) {
                    foreach (self::parsed($token[1])->getTags() as $tag) {
                        $problem = $tag->value instanceof InvalidTagValueNode ? $tag->value->exception->getMessage() : '';
                        self::assertSame('', $problem, "{$file}: {$tag}");
                        $read++;
                    }
                }
            }
        }
        self::assertGreaterThan(300, $read);
    }

    public function testEveryNameOfAShapeIsDeclared(): void
    {
        $doc = self::parsed((string) (new \ReflectionClass(Types::class))->getDocComment());
        $declared = array_map(fn ($tag) => $tag->alias, $doc->getTypeAliasTagValues());
        self::assertSame($declared, array_unique($declared));
        foreach (self::sources() as $file => $code) {
            preg_match_all('/@phpstan-import-type (\w+) from Types$/m', $code, $imported);
            self::assertSame([], array_diff($imported[1], $declared), $file);
            $used = (string) preg_replace(['/^ \* (?![ @]).*$/m', '/^.*@phpstan-import-type.*$/m'], '', $code);
            foreach ($imported[1] as $name) {
                self::assertMatchesRegularExpression("/\\b{$name}\\b/", $used, "{$file} imports {$name} and does not use it");
            }
        }
        $text = (string) (new \ReflectionClass(Types::class))->getDocComment();
        preg_match_all('/\b[A-Z]\w+\b/', (string) preg_replace("/'[^']*'|^ \\* (?![ @]).*$/m", '', $text), $names);
        self::assertSame([], array_values(array_diff(array_unique($names[0]), $declared)));
    }

    public function testAnAnalyserTakesWhatIsRightAndNothingElse(): void
    {
        $mago = self::mago();
        self::assertSame([], self::refused($mago, 'src'));
        self::assertSame([], self::refused($mago, 'tests/shapes/right.php'));
        $lines = file(__DIR__ . '/shapes/wrong.php') ?: [];
        $wrong = array_keys(preg_grep('~// wrong$~', array_map('rtrim', $lines)) ?: []);
        $told = array_map(fn (string $problem) => (int) (explode(':', $problem)[1] ?? 0) - 1, self::refused($mago, 'tests/shapes/wrong.php'));
        self::assertSame($wrong, array_values(array_unique($told)), implode("\n", self::refused($mago, 'tests/shapes/wrong.php')));
    }

    public function testTheShopsAreRightToo(): void
    {
        $mago = self::mago();
        foreach (['php', 'woocommerce'] as $shop) {
            self::assertSame([], self::refused($mago, '', dirname(__DIR__, 2) . "/examples/{$shop}"));
        }
    }

    private static function mago(): string
    {
        $mago = getenv('MAGO') ?: trim((string) shell_exec('command -v mago'));
        if ($mago === '') {
            self::markTestSkipped('mago is not installed: `cargo install mago --version 1.29.0 --locked`, or set MAGO');
        }
        return $mago;
    }

    /** @return list<string> */
    private static function refused(string $mago, string $path, string $folder = __DIR__ . '/..'): array
    {
        $command = 'cd ' . escapeshellarg($folder) . ' && ' . escapeshellarg($mago)
            . " analyze --reporting-format short --minimum-report-level error {$path} 2>&1";
        exec($command, $lines, $status);
        $problems = array_values(preg_grep('/^[^ ]+:\d+:\d+: error/', $lines) ?: []);
        self::assertSame($problems === [] ? 0 : 1, $status, "{$command}: " . implode("\n", $lines));
        natsort($problems);
        return array_values($problems);
    }

    /** @return iterable<string, string> */
    private static function sources(): iterable
    {
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(self::SOURCE, \FilesystemIterator::SKIP_DOTS)) as $file) {
            if ($file instanceof \SplFileInfo && $file->getExtension() === 'php' && !str_contains($file->getPathname(), '/Engine/')) {
                yield $file->getFilename() => (string) file_get_contents($file->getPathname());
            }
        }
    }

    private static function parsed(string $comment): PhpDocNode
    {
        require_once '/usr/share/php/PHPStan/PhpDocParser/autoload.php';
        $constants = new ConstExprParser();
        $parser = new PhpDocParser(new TypeParser($constants), $constants);
        return $parser->parse(new TokenIterator((new Lexer())->tokenize($comment)));
    }
}
