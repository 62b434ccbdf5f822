<?php

declare(strict_types=1);

namespace Sanspay\Tests\Engine;

/** As much of FastCGI as a web server needs to ask php-fpm. */
final class FastCgi
{
    private const BEGIN = 1;
    private const END = 3;
    private const PARAMS = 4;
    private const STDIN = 5;
    private const STDOUT = 6;
    private const STDERR = 7;

    public function __construct(private readonly string $socket, private readonly int $timeout = 60)
    {
    }

    /** The body of the answer; what the script or php-fpm complained of follows it. */
    public function ask(string $script, string $query = '', string $body = ''): string
    {
        $answer = $this->exchange($script, $query, $body);
        $parts = \explode("\r\n\r\n", $answer, 2);

        return $parts[1] ?? $answer;
    }

    private function exchange(string $script, string $query, string $body): string
    {
        $connection = @\stream_socket_client("unix://$this->socket", $code, $problem, $this->timeout);
        if ($connection === false) {
            throw new \RuntimeException("php-fpm does not listen: $problem");
        }
        \stream_set_timeout($connection, $this->timeout);
        $params = [
            'SCRIPT_FILENAME' => $script,
            'SCRIPT_NAME' => '/' . \basename($script),
            'REQUEST_METHOD' => $body === '' ? 'GET' : 'POST',
            'QUERY_STRING' => $query,
            'CONTENT_TYPE' => 'application/json',
            'CONTENT_LENGTH' => (string) \strlen($body),
            'SERVER_PROTOCOL' => 'HTTP/1.1',
            'GATEWAY_INTERFACE' => 'CGI/1.1',
        ];
        $pairs = '';
        foreach ($params as $name => $value) {
            $pairs .= self::length($name) . self::length($value) . $name . $value;
        }
        $sent = self::record(self::BEGIN, "\0\1\0\0\0\0\0\0")
            . self::stream(self::PARAMS, $pairs)
            . self::stream(self::STDIN, $body);
        for ($at = 0; $at < \strlen($sent); $at += $written) {
            $written = @\fwrite($connection, \substr($sent, $at, 1 << 16));
            if ($written === false || $written === 0) {
                break; // The worker is gone: what it said remains to be read.
            }
        }

        return $this->answer($connection);
    }

    /** @param resource $connection */
    private function answer($connection): string
    {
        $out = '';
        $complaints = '';
        while (($header = self::read($connection, 8)) !== null) {
            /** @var array{type: int, length: int, padding: int} $head */
            $head = \unpack('x/Ctype/x2/nlength/Cpadding', $header);
            $content = self::read($connection, $head['length'] + $head['padding']);
            if ($content === null || $head['type'] === self::END) {
                break;
            }
            $content = \substr($content, 0, $head['length']);
            $out .= $head['type'] === self::STDOUT ? $content : '';
            $complaints .= $head['type'] === self::STDERR ? $content : '';
        }
        \fclose($connection);

        return $out . $complaints;
    }

    /** @param resource $connection */
    private static function read($connection, int $length): ?string
    {
        $read = '';
        while (\strlen($read) < $length) {
            $more = \fread($connection, $length - \strlen($read));
            if ($more === false || $more === '') {
                return null;
            }
            $read .= $more;
        }

        return $read;
    }

    private static function stream(int $type, string $content): string
    {
        $records = '';
        foreach ($content === '' ? [] : \str_split($content, 65_000) as $part) {
            $records .= self::record($type, $part);
        }

        return $records . self::record($type, '');
    }

    private static function record(int $type, string $content): string
    {
        return \pack('CCnnCx', 1, $type, 1, \strlen($content), 0) . $content;
    }

    private static function length(string $text): string
    {
        return \strlen($text) < 128 ? \chr(\strlen($text)) : \pack('N', \strlen($text) | 0x8000_0000);
    }
}
