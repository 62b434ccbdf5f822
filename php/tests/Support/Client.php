<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\ResponseInterface;

/** A client that answers as it was told, and keeps what it was asked to send. */
final class Client implements ClientInterface
{
    /** @var list<RequestInterface> */
    public array $sent = [];

    public function __construct(private readonly ResponseInterface|\Throwable|\Closure $answer)
    {
    }

    public function sendRequest(RequestInterface $request): ResponseInterface
    {
        $this->sent[] = $request;
        $answer = $this->answer instanceof \Closure ? ($this->answer)() : $this->answer;
        return $answer instanceof \Throwable ? throw $answer : $answer;
    }
}
