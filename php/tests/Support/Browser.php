<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

/** A browser as far as a payment needs one: it fills in forms and follows, one step at a time. */
final class Browser
{
    private \CurlHandle $curl;

    /** @param list<string> $headers */
    public function __construct(private readonly array $headers = [])
    {
        $this->curl = $this->handle();
    }

    /** @return array{status: int, location: string, body: string} */
    public function get(string $url): array
    {
        return $this->asked($url, null, []);
    }

    /**
     * @param array<string, mixed>|string $body fields of a form, or a body as it is
     * @param list<string> $headers
     *
     * @return array{status: int, location: string, body: string}
     */
    public function post(string $url, array|string $body, array $headers = []): array
    {
        return $this->asked($url, is_array($body) ? http_build_query($body) : $body, $headers);
    }

    /**
     * The same body posted so many times at once.
     *
     * @param list<string> $headers
     *
     * @return list<int> the statuses
     */
    public function postAtOnce(int $times, string $url, string $body, array $headers): array
    {
        $all = curl_multi_init();
        $handles = [];
        for ($time = 0; $time < $times; $time++) {
            $handles[] = $handle = $this->prepared($this->handle(), $url, $body, $headers);
            curl_multi_add_handle($all, $handle);
        }
        do {
            curl_multi_exec($all, $running);
            curl_multi_select($all, 0.1);
        } while ($running > 0);
        return array_map(fn (\CurlHandle $handle) => (int) curl_getinfo($handle, CURLINFO_RESPONSE_CODE), $handles);
    }

    /** @return array{string, array<string, string>} the address and the fields of the form on a page */
    public static function form(string $html): array
    {
        $page = new \DOMDocument();
        @$page->loadHTML("<?xml encoding='utf-8'>{$html}");
        $form = $page->getElementsByTagName('form')->item(0) ?? throw new \RuntimeException("no form: {$html}");
        $fields = [];
        foreach ($form->getElementsByTagName('input') as $input) {
            if ($input->getAttribute('name') !== '') {
                $fields[$input->getAttribute('name')] = $input->getAttribute('value');
            }
        }
        return [$form->getAttribute('action'), $fields];
    }

    /**
     * @param list<string> $headers
     *
     * @return array{status: int, location: string, body: string}
     */
    private function asked(string $url, ?string $body, array $headers): array
    {
        $answer = curl_exec($this->prepared($this->curl, $url, $body, $headers));
        if (!is_string($answer)) {
            throw new \RuntimeException("{$url}: " . curl_error($this->curl));
        }
        /** @var string $location */
        $location = curl_getinfo($this->curl, CURLINFO_REDIRECT_URL) ?: '';
        return ['status' => (int) curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE), 'location' => $location, 'body' => $answer];
    }

    /** @param list<string> $headers */
    private function prepared(\CurlHandle $curl, string $url, ?string $body, array $headers): \CurlHandle
    {
        curl_setopt_array($curl, [CURLOPT_URL => $url, CURLOPT_HTTPHEADER => [...$this->headers, ...$headers, 'Expect:']]);
        $body === null ? curl_setopt($curl, CURLOPT_HTTPGET, true) : curl_setopt($curl, CURLOPT_POSTFIELDS, $body);
        return $curl;
    }

    private function handle(): \CurlHandle
    {
        $curl = curl_init() ?: throw new \RuntimeException('curl');
        curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 30, CURLOPT_COOKIEFILE => '']);
        return $curl;
    }
}
