<?php

declare(strict_types=1);

namespace Sanspay\Sandbox;

use Psr\Http\Client\NetworkExceptionInterface;
use Psr\Http\Message\RequestInterface;

/** A fault: the connection ends without an answer. What was asked may have been done. */
final class Silence extends \RuntimeException implements NetworkExceptionInterface
{
    use AboutRequest;

    /** @internal */
    public function __construct(#[\SensitiveParameter] RequestInterface $request)
    {
        parent::__construct('the sandbox ended the connection without an answer, as an amount or a rule told it to');
        $this->about($request);
    }
}
