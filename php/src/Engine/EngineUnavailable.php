<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/** This PHP can run no engine as it is set up; the message says what to change, to the line. */
final class EngineUnavailable extends \RuntimeException
{
}
