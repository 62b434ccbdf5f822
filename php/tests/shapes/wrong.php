<?php

declare(strict_types=1);

namespace Sanspay\Tests\Shapes;

use Sanspay\Outcome;
use Sanspay\Sandbox;
use Sanspay\Sanspay;

/**
 * What an analyser must refuse: each line that ends with `// wrong`, and no other.
 *
 * @phpstan-import-type AtaraPayOrder from \Sanspay\Types
 */
final class Wrong
{
    public function calls(): void
    {
        $shop = Sanspay::atarapay(['environment' => 'staging', 'public_key' => 'a', 'private_key' => 'b']);
        Sanspay::atarapay(['environment' => 'production', 'public_key' => 'a', 'private_key' => 'b']); // wrong
        Sanspay::atarapay(['environment' => 'staging', 'private_key' => 'b']); // wrong
        $shop->orders->status(['order' => 1.5]); // wrong
        $shop->orders->status([]); // wrong
        $shop->orders->verify_payment(['order' => 1, 'product_id' => 1, 'amount' => '4000', 'currency' => 'NGN']); // wrong
        $shop->orders->verify_payment(['order' => 1, 'product_id' => 1, 'amount' => 4000]); // wrong
        $shop->order->status(['order' => 1]); // wrong
        Sanspay::minor(19.99); // wrong
        $shop->orders->status(['order' => 1])->reply('ok'); // wrong
        Sanspay::atmoon([])->payout->create(['amount' => 1]); // wrong
        $sandbox = new Sandbox(seed: '7'); // wrong
        $sandbox->send_notices_to('http://127.0.0.1/', 'xml'); // wrong
        $sandbox->deliver(fn (): string => 'ok'); // wrong
        $sandbox->truth()['orders']; // wrong
    }

    /** @param Outcome<AtaraPayOrder> $outcome */
    public function values(Outcome $outcome): string
    {
        if ($outcome->isDone()) {
            return $outcome->value['number']; // wrong
        }
        $outcome->funds = 'held'; // wrong
        return $outcome->next['operation']; // wrong
    }
}
